package dev.agentgateway.dataplane.telemetry.export;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A batch as gRPC reads it: its length is known and it writes itself. */
final class BatchStream extends FilterInputStream implements KnownLength, Drainable {
  private final Batch batch;
  private boolean drained;

  BatchStream(Batch batch) {
    super(batch.stream());
    this.batch = batch;
  }

  @Override
  public int available() {
    return drained ? 0 : batch.size();
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    drained = true;
    try {
      batch.forEachPart(
          (bytes, length) -> {
            try {
              target.write(bytes, 0, length);
            } catch (IOException failed) {
              throw new UncheckedIOException(failed);
            }
          });
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
    return batch.size();
  }
}
