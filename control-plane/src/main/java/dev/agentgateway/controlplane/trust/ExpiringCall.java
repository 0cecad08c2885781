package dev.agentgateway.controlplane.trust;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that can be ended from another thread than its own. What is sent after that goes nowhere,
 * and the service is told as if the client had gone.
 */
final class ExpiringCall<Q, R> extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {

  private final Object lock = new Object();
  private boolean isClosed;
  private boolean isExpired;

  ExpiringCall(ServerCall<Q, R> call) {
    super(call);
  }

  void expire() {
    synchronized (lock) {
      if (!isClosed) {
        isClosed = true;
        isExpired = true;
        super.close(
            Status.UNAUTHENTICATED.withDescription(
                "the token has expired (expected: a new stream with the current one)"),
            new Metadata());
      }
    }
  }

  /**
   * Between the call and its service.
   *
   * @param ended run when the call ends
   */
  ServerCall.Listener<Q> listener(ServerCall.Listener<Q> service, Runnable ended) {
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(service) {
      @Override
      public void onMessage(Q message) {
        if (!isExpired()) {
          super.onMessage(message);
        }
      }

      @Override
      public void onComplete() {
        ended.run();
        if (isExpired()) {
          super.onCancel();
        } else {
          super.onComplete();
        }
      }

      @Override
      public void onCancel() {
        ended.run();
        super.onCancel();
      }
    };
  }

  @Override
  public boolean isCancelled() {
    return isExpired() || super.isCancelled();
  }

  private boolean isExpired() {
    synchronized (lock) {
      return isExpired;
    }
  }

  @Override
  public void sendHeaders(Metadata headers) {
    synchronized (lock) {
      if (!isClosed) {
        super.sendHeaders(headers);
      }
    }
  }

  @Override
  public void sendMessage(R message) {
    synchronized (lock) {
      if (!isClosed) {
        super.sendMessage(message);
      }
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    synchronized (lock) {
      if (!isClosed) {
        isClosed = true;
        super.close(status, trailers);
      }
    }
  }
}
