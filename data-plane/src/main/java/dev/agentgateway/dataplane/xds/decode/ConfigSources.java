package dev.agentgateway.dataplane.xds.decode;

import io.envoyproxy.envoy.config.core.v3.ConfigSource;

/** Where a resource says that another one comes from. */
final class ConfigSources {

  private ConfigSources() {}

  /** There is one stream only: anything but {@code ads} and {@code self} is a problem. */
  static void requireAds(ConfigSource source, String field, Findings findings) {
    switch (source.getConfigSourceSpecifierCase()) {
      case ADS, SELF, CONFIGSOURCESPECIFIER_NOT_SET -> {}
      case PATH, PATH_CONFIG_SOURCE, API_CONFIG_SOURCE ->
          findings.problem(
              field, source.getConfigSourceSpecifierCase() + " (expected: ads or self)");
    }
  }
}
