package dev.agentgateway.api.cel;

import static dev.cel.common.CelOverloadDecl.newGlobalOverload;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Declarations of the functions that are neither CEL's own nor from its extension libraries. An
 * overload's identifier is {@code agw_} and the function's name, followed by what tells it from its
 * siblings; whoever evaluates expressions binds implementations to these identifiers.
 */
final class Functions {
  /** An IP address. */
  static final CelType IP = OpaqueType.create("net.IP");

  /** A block of IP addresses. */
  static final CelType CIDR = OpaqueType.create("net.CIDR");

  /** Functions whose value differs from call to call. */
  static final Set<String> IMPURE = Set.of("random", "uuid");

  private static final int MAX_COALESCE = 8;
  private static final CelType STRING = SimpleType.STRING;
  private static final CelType BYTES = SimpleType.BYTES;
  private static final CelType BOOL = SimpleType.BOOL;
  private static final CelType INT = SimpleType.INT;
  private static final CelType DYN = SimpleType.DYN;
  private static final CelType MAP = MapType.create(STRING, DYN);

  private Functions() {}

  /** Every declaration. */
  static List<CelFunctionDecl> declarations() {
    List<CelFunctionDecl> all = new ArrayList<>();
    all.addAll(values());
    all.addAll(text());
    all.addAll(network());
    all.addAll(http());
    return List.copyOf(all);
  }

  private static List<CelFunctionDecl> values() {
    List<CelFunctionDecl> all = new ArrayList<>();
    all.add(
        function(
            "json",
            newGlobalOverload("agw_json_string", DYN, STRING),
            newGlobalOverload("agw_json_bytes", DYN, BYTES)));
    all.add(function("jsonField", newGlobalOverload("agw_jsonField", DYN, DYN, STRING)));
    for (String name : List.of("toJson", "to_json")) {
      all.add(
          function(
              name,
              newGlobalOverload("agw_" + name, STRING, DYN),
              newMemberOverload("agw_" + name + "_member", STRING, DYN)));
    }
    all.add(
        function(
            "unvalidatedJwtPayload", newGlobalOverload("agw_unvalidatedJwtPayload", DYN, STRING)));
    all.add(function("merge", newMemberOverload("agw_merge", MAP, MAP, MAP)));
    all.add(function("random", newGlobalOverload("agw_random", SimpleType.DOUBLE)));
    all.add(function("uuid", newGlobalOverload("agw_uuid", STRING)));
    all.add(
        function(
            "fail",
            newGlobalOverload("agw_fail", DYN),
            newGlobalOverload("agw_fail_string", DYN, STRING)));
    all.add(function("default", newGlobalOverload("agw_default", DYN, DYN, DYN)));
    List<CelOverloadDecl> coalesce = new ArrayList<>();
    List<CelType> parameters = new ArrayList<>();
    for (int count = 1; count <= MAX_COALESCE; count++) {
      parameters.add(DYN);
      coalesce.add(newGlobalOverload("agw_coalesce_" + count, DYN, List.copyOf(parameters)));
    }
    all.add(CelFunctionDecl.newFunctionDeclaration("coalesce", coalesce));
    for (String name : List.of("flatten", "flattenRecursive", "flatten_recursive")) {
      all.add(function(name, newGlobalOverload("agw_" + name, DYN, DYN)));
    }
    all.add(
        function(MapMacros.COLLECT, newGlobalOverload("agw_collect", MAP, ListType.create(DYN))));
    return all;
  }

  private static List<CelFunctionDecl> text() {
    List<CelFunctionDecl> all = new ArrayList<>();
    all.add(
        function(
            "regexReplace", newMemberOverload("agw_regexReplace", STRING, STRING, STRING, STRING)));
    all.add(function("stripPrefix", newMemberOverload("agw_stripPrefix", STRING, STRING, STRING)));
    all.add(function("stripSuffix", newMemberOverload("agw_stripSuffix", STRING, STRING, STRING)));
    for (String name : List.of("base64Encode", "base64Decode")) {
      CelType result = name.endsWith("Encode") ? STRING : BYTES;
      all.add(function(name, newMemberOverload("agw_" + name, result, DYN)));
    }
    for (String codec : List.of("url", "form")) {
      all.add(
          function(codec + ".encode", newGlobalOverload("agw_" + codec + "_encode", STRING, DYN)));
      all.add(
          function(codec + ".decode", newGlobalOverload("agw_" + codec + "_decode", DYN, STRING)));
    }
    for (String digest : List.of("sha1", "sha256", "md5")) {
      all.add(
          function(
              digest + ".encode", newGlobalOverload("agw_" + digest + "_encode", STRING, DYN)));
    }
    return all;
  }

  private static List<CelFunctionDecl> network() {
    List<CelFunctionDecl> all = new ArrayList<>();
    all.add(function("isIP", newGlobalOverload("agw_isIP", BOOL, STRING)));
    all.add(
        function(
            "ip",
            newGlobalOverload("agw_ip", IP, STRING),
            newMemberOverload("agw_ip_cidr", IP, CIDR)));
    all.add(function("family", newMemberOverload("agw_family", INT, IP)));
    for (String name :
        List.of(
            "isUnspecified",
            "isLoopback",
            "isLinkLocalMulticast",
            "isLinkLocalUnicast",
            "isGlobalUnicast")) {
      all.add(function(name, newMemberOverload("agw_" + name, BOOL, IP)));
    }
    all.add(function("cidr", newGlobalOverload("agw_cidr", CIDR, STRING)));
    all.add(
        function(
            "containsIP",
            newMemberOverload("agw_containsIP_string", BOOL, CIDR, STRING),
            newMemberOverload("agw_containsIP_ip", BOOL, CIDR, IP)));
    all.add(
        function(
            "containsCIDR",
            newMemberOverload("agw_containsCIDR_string", BOOL, CIDR, STRING),
            newMemberOverload("agw_containsCIDR_cidr", BOOL, CIDR, CIDR)));
    all.add(function("masked", newMemberOverload("agw_masked", CIDR, CIDR)));
    all.add(function("prefixLength", newMemberOverload("agw_prefixLength", INT, CIDR)));
    return all;
  }

  private static List<CelFunctionDecl> http() {
    List<CelFunctionDecl> all = new ArrayList<>();
    all.add(function("raw", newMemberOverload("agw_raw", DYN, DYN)));
    all.add(function("redacted", newMemberOverload("agw_redacted", DYN, DYN)));
    all.add(function("unredacted", newMemberOverload("agw_unredacted", DYN, DYN)));
    all.add(function("cookie", newMemberOverload("agw_cookie", STRING, DYN, STRING)));
    all.add(
        function("query", newMemberOverload("agw_query", ListType.create(STRING), STRING, STRING)));
    for (String name : List.of("addQuery", "setQuery")) {
      all.add(function(name, newMemberOverload("agw_" + name, STRING, STRING, STRING, STRING)));
    }
    return all;
  }

  private static CelFunctionDecl function(String name, CelOverloadDecl... overloads) {
    return CelFunctionDecl.newFunctionDeclaration(name, overloads);
  }
}
