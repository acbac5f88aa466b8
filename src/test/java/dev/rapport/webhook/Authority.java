package dev.rapport.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.tcp.SslProvider;

import static org.assertj.core.api.Assertions.assertThat;

/** An authority that certifies names, made with the tool that comes with the JDK. */
final class Authority {

	private static final String PASSWORD = "only-here";

	private final Path folder;

	private final String name;

	Authority(Path folder, String name) {
		this.folder = folder;
		this.name = name;
		generate(name, "CN=" + name, "-ext", "bc:c");
		keytool(name, "-exportcert", "-rfc", "-file", file(name + ".pem").toString());
	}

	/** The file that trusts whom this authority has certified. */
	Path certificate() {
		return file(this.name + ".pem");
	}

	/** What a server needs to be believed that it has a name. */
	SslProvider.GenericSslContextSpec<?> certify(String host) {
		String server = this.name + "-" + host;
		generate(server, "CN=server");
		keytool(server, "-certreq", "-file", file(server + ".csr").toString());
		keytool(this.name, "-gencert", "-rfc", "-ext", "san=dns:" + host, "-infile", file(server + ".csr").toString(),
				"-outfile", file(server + ".pem").toString());
		try {
			return (SslProvider.GenericSslContextSpec<?>) Http11SslContextSpec.forServer(key(server), chain(server));
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private PrivateKey key(String server) throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance(file(server + ".p12").toFile(), PASSWORD.toCharArray());
		return (PrivateKey) Objects.requireNonNull(store.getKey("key", PASSWORD.toCharArray()));
	}

	private X509Certificate[] chain(String server) throws GeneralSecurityException, IOException {
		CertificateFactory certificates = CertificateFactory.getInstance("X.509");
		List<X509Certificate> chain = new ArrayList<>();
		for (Path file : List.of(file(server + ".pem"), certificate())) {
			try (InputStream text = Files.newInputStream(file)) {
				chain.add((X509Certificate) certificates.generateCertificate(text));
			}
		}
		return chain.toArray(X509Certificate[]::new);
	}

	private void generate(String store, String subject, String... more) {
		List<String> command = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1",
				"-validity", "30", "-dname", subject));
		command.addAll(List.of(more));
		keytool(store, command.toArray(String[]::new));
	}

	private void keytool(String store, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		command.addAll(List.of(arguments));
		command.addAll(List.of("-alias", "key", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
				file(store + ".p12").toString()));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(said).isZero();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private Path file(String name) {
		return this.folder.resolve(name);
	}

}
