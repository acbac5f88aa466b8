package dev.rapport.tenancy;

/**
 * Which fields of the schema a role can restrict. The wall that knows the schema
 * implements it; who keeps roles asks it.
 */
public interface RestrictableFields {

	/**
	 * Whether a rule holds for a field everywhere: the field exists; to hide it, it is
	 * nullable or a list, and so is everything that it could be read off; to mask it, it
	 * is a text or could be hidden.
	 * @param coordinate a type and one of its fields, {@code Customer.taxId}
	 */
	boolean admits(String coordinate, FieldRule rule);

}
