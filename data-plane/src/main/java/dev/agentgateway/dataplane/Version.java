package dev.agentgateway.dataplane;

/** The version of this proxy, as told to control planes and in telemetry. */
final class Version {
  /** From the jar's manifest, else as the launcher says, else {@code dev}. */
  static final String TEXT = text();

  private Version() {}

  private static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? System.getProperty("agentgateway.version", "dev") : version;
  }
}
