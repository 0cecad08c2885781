package dev.agentgateway.controlplane.dashboard;

/**
 * What surrounds every page.
 *
 * @param title of the page
 * @param active path of the navigation entry that is marked
 * @param problems how many there are, shown beside their entry
 * @param version of the control plane
 */
public record Shell(String title, String active, int problems, String version) {}
