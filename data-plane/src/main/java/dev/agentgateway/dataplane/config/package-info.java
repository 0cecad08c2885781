/** Parsed, defaulted, immutable configuration: what the proxy was told, in its own words. */
@NullMarked
package dev.agentgateway.dataplane.config;

import org.jspecify.annotations.NullMarked;
