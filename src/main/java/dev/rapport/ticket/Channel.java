package dev.rapport.ticket;

/** The ways on which customers and we meet. */
public enum Channel {

	WEBSITE, APP, SOCIAL, EMAIL, PHONE, STORE, ONLINE_SHOP, EVENT, CHAT, WECHAT, API, IMPORT

}
