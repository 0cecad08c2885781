package dev.agentgateway.controlplane.ads;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.SocketAddress;

/** Puts the address of the client into the call's context. */
final class RemoteAddress implements ServerInterceptor {
  private static final Context.Key<String> KEY = Context.key("remote-address");

  /** The address of the current call's client; empty where it is not known. */
  static String of(Context context) {
    String address = KEY.get(context);
    return address == null ? "" : address;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    String text = address == null ? "" : address.toString();
    Context context =
        Context.current().withValue(KEY, text.startsWith("/") ? text.substring(1) : text);
    return Contexts.interceptCall(context, call, headers, next);
  }
}
