package dev.agentgateway.controlplane.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Numbers and times as people read them. */
final class Words {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  /** {@code 850 µs}, {@code 12.3 ms}, {@code 4.56 s}, {@code 3 min 5 s}. */
  static String duration(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    if (millis < 1) {
      return Math.round(millis * 1000) + " µs";
    }
    if (millis < 1000) {
      return String.format(Locale.ROOT, millis < 100 ? "%.1f ms" : "%.0f ms", millis);
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.2f s", millis / 1000);
    }
    return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
  }

  /** Zero, and a quarter, half and three quarters of a time. */
  static List<String> quarters(Duration whole) {
    return List.of(
        "0",
        duration(whole.dividedBy(4)),
        duration(whole.dividedBy(2)),
        duration(whole.multipliedBy(3).dividedBy(4)));
  }

  /** Time of day in UTC with milliseconds. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** {@code 12 s ago}, {@code 5 min ago}, {@code 3 h ago}, {@code 2 d ago}. */
  static String ago(Instant instant, Instant now) {
    long seconds = Math.max(0, Duration.between(instant, now).toSeconds());
    if (seconds < 90) {
      return seconds + " s ago";
    }
    if (seconds < 5400) {
      return seconds / 60 + " min ago";
    }
    return seconds < 172_800 ? seconds / 3600 + " h ago" : seconds / 86_400 + " d ago";
  }

  /** {@code 12 s}, {@code 5 min 3 s}, {@code 3 h 20 min}, {@code 2 d 4 h}. */
  static String age(Duration age) {
    if (age.toMinutes() < 1) {
      return age.toSeconds() + " s";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + " min " + age.toSecondsPart() + " s";
    }
    return age.toDays() < 1
        ? age.toHours() + " h " + age.toMinutesPart() + " min"
        : age.toDays() + " d " + age.toHoursPart() + " h";
  }

  /** {@code 512 B}, {@code 1.5 KiB}, {@code 20.0 MiB}, {@code 3.0 GiB}. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes / 1024.0;
    String unit = "KiB";
    for (String larger : List.of("MiB", "GiB")) {
      if (size >= 1024) {
        size /= 1024;
        unit = larger;
      }
    }
    return String.format(Locale.ROOT, "%.1f %s", size, unit);
  }

  /** {@code 1,234,567}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 connection}, {@code 1,250 connections}. */
  static String count(long number, String what) {
    return count(number) + " " + what + (number == 1 ? "" : "s");
  }

  /** A host without what every Service of a cluster ends with. */
  static String host(String authority) {
    return authority.replace(".svc.cluster.local", "");
  }

  /** {@code 0}, {@code 3.4}, {@code 1,250}. */
  static String rate(double perSecond) {
    return perSecond < 0.05
        ? "0"
        : String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%,.0f", perSecond);
  }
}
