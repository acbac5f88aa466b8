package dev.rapport.graphql;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DelegatingDataLoader;
import org.jspecify.annotations.Nullable;

import dev.rapport.kernel.NodeId;

/**
 * What a node is, to who wants only its id: the id. Public for those who read its
 * properties.
 *
 * @param id the opaque text
 */
public record Reference(String id) {

	private static final Set<String> TOLD = Set.of("id", "__typename");

	/** Whether references tell all that is selected. */
	static boolean suffices(MergedSelectionSet selected) {
		return selected.getSubFields().values().stream().map(MergedField::getName).allMatch(TOLD::contains);
	}

	/** In place of a batch loader: gives references to whatever it is asked for. */
	static final class Loader extends DelegatingDataLoader<UUID, Object> {

		private final String prefix;

		/** References to nodes whose ids have a prefix. */
		Loader(String prefix) {
			super(DataLoaderFactory.newDataLoader((keys) -> {
				throw new UnsupportedOperationException("Nothing is looked up");
			}));
			this.prefix = prefix;
		}

		@Override
		public CompletableFuture<Object> load(UUID key) {
			return CompletableFuture.completedFuture(new Reference(NodeId.encode(this.prefix, key)));
		}

		@Override
		public CompletableFuture<Object> load(UUID key, @Nullable Object context) {
			return load(key);
		}

	}

}
