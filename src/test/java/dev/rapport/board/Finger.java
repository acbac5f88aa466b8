package dev.rapport.board;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;

/**
 * A finger that can be drawn over the screen, which Playwright's own can't: it only taps.
 */
final class Finger {

	private final CDPSession devices;

	Finger(Page page) {
		this.devices = page.context().newCDPSession(page);
	}

	void touch(Locator place) {
		BoundingBox box = place.boundingBox();
		dispatch("touchStart", point(box.x + box.width / 2, box.y + box.height / 2));
	}

	void move(double x, double y) {
		dispatch("touchMove", point(x, y));
	}

	void lift() {
		dispatch("touchEnd", new JsonArray());
	}

	private void dispatch(String type, JsonArray points) {
		JsonObject event = new JsonObject();
		event.addProperty("type", type);
		event.add("touchPoints", points);
		this.devices.send("Input.dispatchTouchEvent", event);
	}

	private static JsonArray point(double x, double y) {
		JsonObject point = new JsonObject();
		point.addProperty("x", x);
		point.addProperty("y", y);
		JsonArray points = new JsonArray();
		points.add(point);
		return points;
	}

}
