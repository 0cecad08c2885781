package dev.agentgateway.controlplane.dashboard;

/**
 * Something that a person should look at.
 *
 * @param level {@code error}, {@code warning} or {@code note}
 * @param where FILE:LINE, an object or a proxy
 * @param what what is wrong
 * @param next what to do about it; may be empty
 */
public record ProblemRow(String level, String where, String what, String next) {}
