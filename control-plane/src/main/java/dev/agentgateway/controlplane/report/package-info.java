/**
 * What proxies report beside xDS: their ledger and load, accepted versions, watched spans and
 * answers to {@code explain}.
 *
 * <p><b>Threading.</b> gRPC calls each stream's observer one at a time; {@link
 * dev.agentgateway.controlplane.report.ReportRegistry} guards its own state with one lock and calls
 * listeners outside of it.
 */
@NullMarked
package dev.agentgateway.controlplane.report;

import org.jspecify.annotations.NullMarked;
