package dev.agentgateway.controlplane.ir;

import java.util.List;

/**
 * Keys that proxies of a Gateway seal sessions with. Its text form never shows them.
 *
 * @param keys 32 bytes each in Base64, at least one: the first one seals, all open
 */
public record SealingKeysIr(List<String> keys) {
  public SealingKeysIr {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys: none (expected: at least one)");
    }
  }

  @Override
  public String toString() {
    return "SealingKeysIr[" + keys.size() + " keys]";
  }
}
