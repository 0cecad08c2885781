package dev.agentgateway.dataplane;

/** The version of this proxy, as told to control planes and in telemetry. */
final class Version {
  /** From the jar's manifest; {@code dev} where it runs from class files. */
  static final String TEXT = text();

  private Version() {}

  private static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
