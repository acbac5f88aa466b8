package dev.rapport;

import java.util.List;

import org.springframework.core.io.ClassPathResource;
import org.springframework.graphql.support.ResourceDocumentSource;
import org.springframework.graphql.test.tester.WebGraphQlTester;

/** The documents that clients of a room send: {@code graphql/<room>/<name>.graphql}. */
public final class Documents {

	private Documents() {
	}

	/** The same caller, whose documents are those of a room, by name. */
	public static WebGraphQlTester of(String room, WebGraphQlTester graphQl) {
		return graphQl.mutate()
			.documentSource(new ResourceDocumentSource(List.of(new ClassPathResource("graphql/" + room + "/")),
					ResourceDocumentSource.FILE_EXTENSIONS))
			.build();
	}

}
