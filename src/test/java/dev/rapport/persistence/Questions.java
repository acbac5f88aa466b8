package dev.rapport.persistence;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import org.springframework.test.util.ReflectionTestUtils;

import dev.rapport.Rewriting;
import dev.rapport.tenancy.Actor;

/**
 * Changes what statements ask about rights, before the caller's rights take its place:
 * for tests that leave out one question and see whether somebody notices.
 */
public final class Questions {

	private static final String FIELD = "rights";

	private Questions() {
	}

	/** Rewrites every statement from now on, until the result is closed. */
	public static Rewriting.Restored by(TenantDatabase database, UnaryOperator<String> rule) {
		RowRights real = (RowRights) Objects.requireNonNull(ReflectionTestUtils.getField(database, FIELD));
		ReflectionTestUtils.setField(database, FIELD, new Changed(real, rule));
		return () -> ReflectionTestUtils.setField(database, FIELD, real);
	}

	private static final class Changed extends RowRights {

		private final RowRights real;

		private final UnaryOperator<String> rule;

		Changed(RowRights real, UnaryOperator<String> rule) {
			super(List.of());
			this.real = real;
			this.rule = rule;
		}

		@Override
		Statement write(String sql, Object[] parameters, Actor actor) {
			return this.real.write(this.rule.apply(sql), parameters, actor);
		}

	}

}
