package dev.agentgateway.controlplane.trust;

import java.io.IOException;

/** Where the certificates of the xDS port come from. */
interface CertificateSource {

  /**
   * Those of now.
   *
   * @throws IOException with a message for people
   */
  ServingCertificates current() throws IOException;
}
