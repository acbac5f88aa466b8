package dev.rapport.opportunity;

/** What a forecast is broken down by. */
enum ForecastDimension {

	MONTH("month", "date", "date_trunc('month', o.expected_close_date::timestamp)::date"),
	PIPELINE("pipeline_id", "uuid", "o.pipeline_id"), OWNER("owner_id", "uuid", "o.owner_id"),
	CATEGORY("forecast_category", "text", "o.forecast_category");

	private final String column;

	private final String type;

	private final String counted;

	ForecastDimension(String column, String type, String counted) {
		this.column = column;
		this.type = type;
		this.counted = counted;
	}

	/** As a column of the totals; nothing where it is not asked for. */
	String kept(boolean asked) {
		return asked ? "o." + this.column + " as " + this.column : nothing();
	}

	/** As a column of opportunities; nothing where it is not asked for. */
	String counted(boolean asked) {
		return asked ? this.counted + " as " + this.column : nothing();
	}

	/** As a column of both; nothing where it is not asked for. */
	String column(boolean asked) {
		return asked ? "t." + this.column : nothing();
	}

	private String nothing() {
		return "null::" + this.type + " as " + this.column;
	}

}
