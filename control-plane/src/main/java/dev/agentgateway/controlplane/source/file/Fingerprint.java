package dev.agentgateway.controlplane.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells versions of a file apart without reading it.
 *
 * @param fileKey device and inode; empty where the file system has none
 */
record Fingerprint(String fileKey, FileTime modified, long sizeBytes) {

  static Fingerprint of(BasicFileAttributes attributes) {
    return new Fingerprint(
        Objects.toString(attributes.fileKey(), ""),
        attributes.lastModifiedTime(),
        attributes.size());
  }

  /** Null: there is no such regular file. Symbolic links are followed. */
  static @Nullable Fingerprint of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() ? of(attributes) : null;
    } catch (IOException e) {
      return null;
    }
  }
}
