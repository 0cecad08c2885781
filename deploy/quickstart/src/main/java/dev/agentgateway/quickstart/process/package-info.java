/** Child processes: started, watched, restarted, stopped. */
@NullMarked
package dev.agentgateway.quickstart.process;

import org.jspecify.annotations.NullMarked;
