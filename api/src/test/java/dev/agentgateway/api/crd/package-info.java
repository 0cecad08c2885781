/** Makes the CRDs out of the model types and the table of schemas that files are checked with. */
@NullMarked
package dev.agentgateway.api.crd;

import org.jspecify.annotations.NullMarked;
