package dev.rapport.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be asked from one address without a valid credential.
 *
 * @param burst requests at once
 * @param perSecond requests that come back each second
 */
@ConfigurationProperties("rapport.limits.anonymous")
record AnonymousLimits(@DefaultValue("2000") long burst, @DefaultValue("20") long perSecond) {
}
