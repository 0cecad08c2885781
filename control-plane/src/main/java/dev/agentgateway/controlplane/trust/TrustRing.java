package dev.agentgateway.controlplane.trust;

import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The authorities of the xDS port, the oldest first, and what it is served with.
 *
 * <p>A new authority is told to every proxy before anything is served with its certificate, and an
 * old one is trusted until it ends, so that no proxy meets a certificate that it cannot verify.
 */
record TrustRing(List<Authority> authorities, Optional<Identity> serving) {

  /** From when an authority is told until it issues. */
  static final Duration ADOPTION = Duration.ofHours(1);

  /** An authority with less left is followed by a new one. */
  static final Duration AUTHORITY_RENEWAL = Duration.ofDays(120);

  /** A serving certificate with less left is replaced. */
  static final Duration SERVING_RENEWAL = Duration.ofDays(10);

  static final TrustRing EMPTY = new TrustRing(List.of(), Optional.empty());

  private static final int DNS_NAME = 2;

  TrustRing {
    authorities = List.copyOf(authorities);
  }

  /** The ring as it must be now, for a server under these DNS names. */
  TrustRing at(Instant now, Collection<String> names) {
    List<Authority> valid = new ArrayList<>();
    for (Authority authority : authorities) {
      if (authority.identity().expires().isAfter(now)) {
        valid.add(authority);
      }
    }
    if (valid.isEmpty()
        || valid.getLast().identity().expires().isBefore(now.plus(AUTHORITY_RENEWAL))) {
      valid.add(Authority.make(now));
    }
    Authority issuer = issuer(valid, now);
    boolean good =
        serving
            .filter(each -> each.expires().isAfter(now.plus(SERVING_RENEWAL)))
            .filter(issuer::issued)
            .filter(each -> Set.copyOf(names).equals(names(each)))
            .isPresent();
    return good && valid.equals(authorities)
        ? this
        : new TrustRing(valid, good ? serving : Optional.of(issuer.issue(names, now)));
  }

  /** What proxies trust. */
  String bundle() {
    return Pem.ofCertificates(
        authorities.stream().map(authority -> authority.identity().certificate()).toList());
  }

  /** The newest that every proxy knows; the first of all is used at once. */
  private static Authority issuer(List<Authority> authorities, Instant now) {
    return authorities.reversed().stream()
        .filter(authority -> !authority.made().plus(ADOPTION).isAfter(now))
        .findFirst()
        .orElse(authorities.getFirst());
  }

  private static Set<String> names(Identity identity) {
    Set<String> names = new TreeSet<>();
    try {
      for (List<?> name :
          Objects.requireNonNullElse(
              identity.certificate().getSubjectAlternativeNames(), List.<List<?>>of())) {
        if (Objects.equals(name.getFirst(), DNS_NAME)) {
          names.add(String.valueOf(name.get(1)));
        }
      }
    } catch (CertificateParsingException e) {
      return Set.of();
    }
    return names;
  }
}
