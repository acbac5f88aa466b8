package dev.rapport.importing;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Dirty rows are cleaned or refused, and the report says which and why. */
class SalesDataTests {

	private static final String HEADING = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n";

	private final LoadReport report = new LoadReport();

	private final SalesData data = new SalesData(this.report);

	@Test
	void cleansWhatIsKnownToBeDirty() {
		var deals = this.data.deals(sheet("A,Ann,GTXPro,Acme,Won,1/2/2017,2/3/2017,100\n"));
		assertThat(deals.getFirst().product()).isEqualTo("GTX Pro");
		assertThat(this.report.corrections()).containsEntry("sales_pipeline: GTXPro → GTX Pro", 1);
	}

	@Test
	void refusesRowsThatMakeNoSense() {
		var deals = this.data.deals(sheet("""
				A,Ann,GTX Pro,Acme,Won,1/2/2017,2/3/2017,100
				B,Ann,GTX Pro,Acme,Stolen,1/2/2017,2/3/2017,100
				C,Ann,GTX Pro,Acme,Won,13/40/2017,2/3/2017,100
				D,Ann,GTX Pro,Acme,Won,3/2/2017,2/3/2017,100
				E,Ann,GTX Pro,Acme,Lost,3/2/2017,,0
				F,Ann,GTX Pro,Acme,Won,1/2/2017,2/3/2017,a lot
				"""));
		assertThat(deals).hasSize(1);
		assertThat(this.report.rowsRead(SalesData.PIPELINE)).isEqualTo(6);
		assertThat(this.report.refused(SalesData.PIPELINE)).isEqualTo(5);
		assertThat(this.report.refusals())
			.anyMatch((refusal) -> refusal.startsWith("sales_pipeline line 5: closed before"));
		assertThat(this.report.toString()).contains("sales_pipeline", "refused");
	}

	private static ByteArrayResource sheet(String rows) {
		return new ByteArrayResource((HEADING + rows).getBytes(StandardCharsets.UTF_8));
	}

}
