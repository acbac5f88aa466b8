package dev.rapport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

/** The methods and constructors of sources, as the compiler parses them. */
final class Methods extends TreePathScanner<Void, List<Methods.Method>> {

	private final SourcePositions positions;

	private Methods(SourcePositions positions) {
		this.positions = positions;
	}

	static List<Method> in(List<Path> sources) throws IOException {
		JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
		List<Method> methods = new ArrayList<>();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			JavacTask task = (JavacTask) compiler.getTask(null, files, null, null, null,
					files.getJavaFileObjectsFromPaths(sources));
			Methods scanner = new Methods(Trees.instance(task).getSourcePositions());
			task.parse().forEach((unit) -> scanner.scan(unit, methods));
		}
		return methods;
	}

	@Override
	public Void visitMethod(MethodTree method, List<Method> methods) {
		ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
		methods.add(new Method(type.getSimpleName() + "." + method.getName(), lines(method),
				method.getParameters().size(), type.getKind() == Tree.Kind.RECORD));
		return super.visitMethod(method, methods);
	}

	private int lines(MethodTree method) {
		CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
		return (int) (unit.getLineMap().getLineNumber(this.positions.getEndPosition(unit, method))
				- unit.getLineMap().getLineNumber(this.positions.getStartPosition(unit, method)) + 1);
	}

	/**
	 * A method or constructor.
	 *
	 * @param lines from its first modifier to its closing brace
	 * @param ofRecord whether a record declares it
	 */
	record Method(String name, int lines, int parameters, boolean ofRecord) {
	}

}
