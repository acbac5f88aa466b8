package dev.rapport.security;

/** Who decides on the roles of those who come with the tokens of an issuer. */
enum RoleSource {

	/** The directory alone; roles that tokens name give nothing. */
	DIRECTORY,
	/** The tokens alone; roles that the directory gives don't count. */
	TOKEN,
	/** Both; their roles add up. */
	BOTH

}
