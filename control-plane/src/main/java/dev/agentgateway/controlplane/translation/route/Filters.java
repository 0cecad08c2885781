package dev.agentgateway.controlplane.translation.route;

import dev.agentgateway.controlplane.ir.ActionIr.PathRewriteIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr.FieldIr;
import dev.agentgateway.controlplane.ir.MatchIr.PathIr;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeader;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathModifier;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRequestRedirectFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPURLRewriteFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a rule or of a backendRef, read.
 *
 * @param findings what they ask for and do not get; where there is any, the rule answers 500
 */
record Filters(
    HeaderMutationIr requestHeaders,
    HeaderMutationIr responseHeaders,
    Optional<HTTPRequestRedirectFilter> redirect,
    Optional<HTTPURLRewriteFilter> rewrite,
    List<Finding> findings) {

  /** Filters of a rule. */
  static Filters ofRule(@Nullable List<HTTPRouteFilter> filters) {
    return new Reader(false).read(filters);
  }

  /** Filters of a backendRef: only those that change headers. */
  static Filters ofBackend(@Nullable List<HTTPRouteFilter> filters) {
    return new Reader(true).read(filters);
  }

  /** How a path modifier changes a path that {@code matched} took. */
  static PathRewriteIr pathRewrite(
      @Nullable HTTPPathModifier path, PathIr matched, List<Finding> findings) {
    if (path == null) {
      return new PathRewriteIr.Keep();
    }
    return switch (path.getType()) {
      case "ReplaceFullPath" ->
          new PathRewriteIr.Full(Objects.requireNonNullElse(path.getReplaceFullPath(), "/"));
      case "ReplacePrefixMatch" -> {
        if (matched instanceof PathIr.Prefix(String prefix)) {
          yield new PathRewriteIr.Prefix(
              prefix, Objects.requireNonNullElse(path.getReplacePrefixMatch(), "/"));
        }
        findings.add(
            Finding.unsupported("ReplacePrefixMatch is only possible with a PathPrefix match"));
        yield new PathRewriteIr.Keep();
      }
      default -> {
        findings.add(Finding.unsupported("path modifier type " + path.getType() + " is not known"));
        yield new PathRewriteIr.Keep();
      }
    };
  }

  /** Collects the filters of one list. */
  private static final class Reader {

    private final boolean headersOnly;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private HeaderMutationIr requestHeaders = HeaderMutationIr.NONE;
    private HeaderMutationIr responseHeaders = HeaderMutationIr.NONE;
    private @Nullable HTTPRequestRedirectFilter redirect;
    private @Nullable HTTPURLRewriteFilter rewrite;

    Reader(boolean headersOnly) {
      this.headersOnly = headersOnly;
    }

    Filters read(@Nullable List<HTTPRouteFilter> filters) {
      for (HTTPRouteFilter filter : filters == null ? List.<HTTPRouteFilter>of() : filters) {
        read(filter);
      }
      if (redirect != null && rewrite != null) {
        findings.add(
            new Finding(
                "IncompatibleFilters", "RequestRedirect and URLRewrite exclude each other"));
      }
      return new Filters(
          requestHeaders,
          responseHeaders,
          Optional.ofNullable(redirect),
          Optional.ofNullable(rewrite),
          findings);
    }

    private void read(HTTPRouteFilter filter) {
      String type = filter.getType();
      if (!seen.add(type)) {
        findings.add(new Finding("IncompatibleFilters", "filter " + type + " occurs twice"));
        return;
      }
      switch (type) {
        case "RequestHeaderModifier" -> requestHeaders = headers(filter.getRequestHeaderModifier());
        case "ResponseHeaderModifier" ->
            responseHeaders = headers(filter.getResponseHeaderModifier());
        case "RequestRedirect" -> {
          if (!refuse(type)) {
            redirect = filter.getRequestRedirect();
          }
        }
        case "URLRewrite" -> {
          if (!refuse(type)) {
            rewrite = filter.getUrlRewrite();
          }
        }
        default -> findings.add(Finding.unsupported("filter " + type + " is not supported yet"));
      }
    }

    private boolean refuse(String type) {
      if (headersOnly) {
        findings.add(
            Finding.unsupported("filter " + type + " on a backendRef is not supported yet"));
      }
      return headersOnly;
    }

    private static HeaderMutationIr headers(@Nullable HTTPHeaderFilter filter) {
      if (filter == null) {
        return HeaderMutationIr.NONE;
      }
      return new HeaderMutationIr(
          fields(filter.getSet()),
          fields(filter.getAdd()),
          Objects.requireNonNullElse(filter.getRemove(), List.of()));
    }

    private static List<FieldIr> fields(@Nullable List<HTTPHeader> headers) {
      return headers == null
          ? List.of()
          : headers.stream().map(h -> new FieldIr(h.getName(), h.getValue())).toList();
    }
  }
}
