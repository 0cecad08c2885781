package dev.agentgateway.dataplane.protocol.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Names of the members of an object that somebody asks for, each known by its place. */
public final class JsonKeys {
  private final List<String> names;
  private final byte[][] bytes;

  public JsonKeys(String... names) {
    this.names = List.of(names);
    this.bytes = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      bytes[i] = names[i].getBytes(StandardCharsets.UTF_8);
    }
  }

  int size() {
    return bytes.length;
  }

  /** The place of the name that stands between two quotes of a well-formed text, or -1. */
  int find(byte[] in, int start, int end) {
    for (int p = start; p < end; p++) {
      if (in[p] == '\\') {
        return names.indexOf(JsonText.decode(in, start, end));
      }
    }
    for (int i = 0; i < bytes.length; i++) {
      if (Arrays.equals(bytes[i], 0, bytes[i].length, in, start, end)) {
        return i;
      }
    }
    return -1;
  }
}
