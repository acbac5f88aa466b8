package dev.rapport.webhook;

import java.time.Clock;

import org.springframework.context.ApplicationContext;

import dev.rapport.events.LogReader;

/**
 * Sends as another process would, with a courier of its own; all else is the
 * application's.
 */
record SendingProcess(ApplicationContext context) {

	/** Ends the courier, too. */
	void sending(Courier courier, Runnable meanwhile) {
		WorkRepository work = bean(WorkRepository.class);
		LogReader log = bean(LogReader.class);
		WebhookSettings settings = bean(WebhookSettings.class);
		Clock clock = bean(Clock.class);
		Sender sender = new Sender(bean(Renderer.class), courier, bean(Trail.class), clock);
		Dispatcher dispatcher = new Dispatcher(work,
				new Rounds(work, bean(Intake.class), new Dispatch(work, log, sender, settings, clock),
						bean(Owners.class), bean(WebhookSubscriptions.class), settings),
				log, settings);
		dispatcher.start();
		try {
			meanwhile.run();
		}
		finally {
			dispatcher.stop();
			courier.destroy();
		}
	}

	private <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

}
