package dev.rapport.harness;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;
import reactor.core.publisher.Mono;

import dev.rapport.events.CurrentRights;
import dev.rapport.tenancy.Actor;
import dev.rapport.tenancy.Directory;
import dev.rapport.tenancy.Rights;

/**
 * Lets single callers have rights that no role gives. The service asks its directory anew
 * for everybody's rights, so that is where they are granted, by client.
 */
final class Grants implements AutoCloseable {

	private static final String FIELD = "directory";

	private final Map<String, Rights> granted = new ConcurrentHashMap<>();

	private final CurrentRights current;

	private final Directory real;

	Grants(ApplicationContext context) {
		this.current = context.getBean(CurrentRights.class);
		this.real = (Directory) Objects.requireNonNull(ReflectionTestUtils.getField(this.current, FIELD));
		ReflectionTestUtils.setField(this.current, FIELD, Proxy.newProxyInstance(Directory.class.getClassLoader(),
				new Class<?>[] { Directory.class }, (proxy, method, arguments) -> answer(method, arguments)));
	}

	private Object answer(Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("current") && arguments[0] instanceof Actor actor
				&& this.granted.containsKey(actor.client())) {
			return Mono.just(actor.with(Objects.requireNonNull(this.granted.get(actor.client()))));
		}
		try {
			return method.invoke(this.real, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	/** The member as a client of its own with these rights. */
	Actor to(Actor actor, Rights rights) {
		String client = "granted-" + this.granted.size();
		this.granted.put(client, rights);
		return new Actor(actor.tenant(), actor.kind(), actor.member(), client, actor.request(), rights);
	}

	@Override
	public void close() {
		ReflectionTestUtils.setField(this.current, FIELD, this.real);
	}

}
