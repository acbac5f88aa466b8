import com.apollographql.apollo.compiler.ApolloCompiler
import com.apollographql.apollo.compiler.CodegenSchemaOptions
import com.apollographql.apollo.compiler.buildCodegenOptions
import com.apollographql.apollo.compiler.buildIrOptions
import com.apollographql.apollo.compiler.toInputFiles
import com.apollographql.apollo.compiler.codegen.writeTo
import java.io.File

/** Generates the models of an app: the schema's directory, the operations', and where to write. */
fun main(args: Array<String>) {
  val (schema, operations, output) = args.map(::File)
  fun files(directory: File) = directory.walk().filter { it.isFile }.sorted().toList().toInputFiles()
  val log = object : ApolloCompiler.Logger {
    override fun warning(message: String) = println(message)
  }
  val strings = listOf("DateTime", "Date", "Duration", "Decimal", "EventCursor").associateWith { "kotlin.String" }
  ApolloCompiler.buildSchemaAndOperationsSources(
    schemaFiles = files(schema),
    executableFiles = files(operations),
    codegenSchemaOptions = CodegenSchemaOptions(strings, emptyMap(), false),
    irOptions = buildIrOptions(),
    codegenOptions = buildCodegenOptions(packageName = "com.example.crm"),
    layoutFactory = null, operationOutputGenerator = null, irOperationsTransform = null, javaOutputTransform = null,
    kotlinOutputTransform = null, documentTransform = null, logger = log, operationManifestFile = null,
  ).writeTo(output, true, null)
  println("Apollo Kotlin generated ${output.walk().count { it.extension == "kt" }} files")
}
