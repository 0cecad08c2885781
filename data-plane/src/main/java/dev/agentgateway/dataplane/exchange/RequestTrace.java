package dev.agentgateway.dataplane.exchange;

/** What telemetry keeps beside a request; only telemetry looks inside. */
public interface RequestTrace {}
