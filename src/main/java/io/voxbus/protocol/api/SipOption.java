package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SIP account and headers of a telephone call. */
public record SipOption(@Nullable String username, @Nullable String password,
    @JsonAlias("domain") @Nullable String realm, @Nullable Map<String, String> headers,
    @Nullable String contact, @Nullable Map<String, String> hangupHeaders,
    @Nullable List<String> extractHeaders, @Nullable Boolean enableSrtp) {}
