package dev.rapport.web;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of one result. What results are made of is written here; a mapper looks for
 * the serializer of each value, and its generator asks at each of them where it stands.
 * Whatever else there may be is the mapper's, and so is what has to be escaped, and how.
 */
final class ResultText {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** How the mapper writes what has to be escaped; null where a character is itself. */
	private static final byte[] @Nullable [] ESCAPED = IntStream.range(0, 0x80)
		.mapToObj(ResultText::escaped)
		.toArray(byte[][]::new);

	private static final int FIRST = 16 * 1_024;

	/** No thread keeps more than that. */
	private static final int KEPT = 256 * 1_024;

	/** A result is written in one go, so that each thread needs one. */
	private static final ThreadLocal<byte[]> BUFFERS = ThreadLocal.withInitial(() -> new byte[FIRST]);

	/** In how many bytes a character is written at most. */
	private static final int LONGEST = 6;

	private byte[] bytes = BUFFERS.get();

	private int length;

	private ResultText() {
	}

	/** The JSON in UTF-8. */
	static byte[] of(@Nullable Object result) {
		ResultText text = new ResultText();
		text.write(result);
		if (text.bytes.length <= KEPT) {
			BUFFERS.set(text.bytes);
		}
		return Arrays.copyOf(text.bytes, text.length);
	}

	private static byte @Nullable [] escaped(int character) {
		byte[] quoted = JSON.writeValueAsBytes(Character.toString(character));
		byte[] written = Arrays.copyOfRange(quoted, 1, quoted.length - 1);
		return (written.length == 1 && written[0] == character) ? null : written;
	}

	private void write(@Nullable Object value) {
		switch (value) {
			case null -> ascii("null");
			case String text -> text(text);
			case Map<?, ?> object -> object(object);
			case List<?> list -> list(list);
			case Integer number -> ascii(number.toString());
			case Long number -> ascii(number.toString());
			case Boolean flag -> ascii(flag.toString());
			default -> bytes(JSON.writeValueAsBytes(value));
		}
	}

	private void object(Map<?, ?> object) {
		char before = '{';
		for (Map.Entry<?, ?> member : object.entrySet()) {
			one(before);
			text(String.valueOf(member.getKey()));
			one(':');
			write(member.getValue());
			before = ',';
		}
		ascii((before == '{') ? "{}" : "}");
	}

	private void list(List<?> list) {
		char before = '[';
		for (Object item : list) {
			one(before);
			write(item);
			before = ',';
		}
		ascii((before == '[') ? "[]" : "]");
	}

	/** Most texts are written as they are. */
	private void text(String text) {
		int start = this.length;
		int characters = text.length();
		room(characters + 2);
		byte[] bytes = this.bytes;
		int at = start;
		bytes[at++] = '"';
		for (int i = 0; i < characters; i++) {
			char character = text.charAt(i);
			if (character >= ESCAPED.length || ESCAPED[character] != null) {
				other(text);
				return;
			}
			bytes[at++] = (byte) character;
		}
		bytes[at++] = '"';
		this.length = at;
	}

	private void other(String text) {
		int characters = text.length();
		room(characters * LONGEST + 2);
		int start = this.length;
		put('"');
		for (int i = 0; i < characters; i++) {
			char character = text.charAt(i);
			if (Character.isSurrogate(character)) {
				this.length = start;
				bytes(JSON.writeValueAsBytes(text));
				return;
			}
			character(character);
		}
		put('"');
	}

	private void character(char character) {
		if (character >= 0x800) {
			put(0xE0 | character >> 12);
			put(0x80 | character >> 6 & 0x3F);
			put(0x80 | character & 0x3F);
		}
		else if (character >= 0x80) {
			put(0xC0 | character >> 6);
			put(0x80 | character & 0x3F);
		}
		else {
			byte[] escaped = ESCAPED[character];
			if (escaped == null) {
				put(character);
			}
			else {
				bytes(escaped);
			}
		}
	}

	/** Where there is room. */
	private void put(int part) {
		this.bytes[this.length++] = (byte) part;
	}

	private void one(char character) {
		room(1);
		put(character);
	}

	@SuppressWarnings("deprecation") // it is for this
	private void ascii(String text) {
		room(text.length());
		text.getBytes(0, text.length(), this.bytes, this.length);
		this.length += text.length();
	}

	private void bytes(byte[] json) {
		room(json.length);
		System.arraycopy(json, 0, this.bytes, this.length, json.length);
		this.length += json.length;
	}

	private void room(int more) {
		if (this.bytes.length - this.length < more) {
			int size = Math.addExact(this.length, more);
			this.bytes = Arrays.copyOf(this.bytes, Math.max(size, Math.multiplyExact(this.bytes.length, 2)));
		}
	}

}
