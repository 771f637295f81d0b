package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  @ParameterizedTest
  @CsvSource(textBlock = """
      0.0.0.0,                              unspecified
      0.1.2.3,                              unspecified
      10.0.0.0,                             private
      10.255.255.255,                       private
      100.64.0.0,                           private
      100.100.100.200,                      private
      100.127.255.255,                      private
      127.0.0.1,                            loopback
      127.255.255.254,                      loopback
      168.63.129.16,                        metadata
      169.254.0.23,                         link-local
      169.254.169.254,                      link-local
      172.16.0.1,                           private
      172.31.255.255,                       private
      192.0.0.192,                          reserved
      192.0.2.1,                            documentation
      192.88.99.1,                          reserved
      192.168.0.1,                          private
      192.168.255.255,                      private
      198.18.0.1,                           reserved
      198.19.255.255,                       reserved
      198.51.100.7,                         documentation
      203.0.113.7,                          documentation
      224.0.0.1,                            multicast
      239.255.255.255,                      multicast
      240.0.0.1,                            reserved
      255.255.255.255,                      reserved
      ::,                                   unspecified
      ::1,                                  loopback
      ::127.0.0.1,                          loopback
      ::10.1.2.3,                           private
      ::ffff:127.0.0.1,                     loopback
      ::ffff:0:169.254.169.254,             link-local
      64:ff9b::127.0.0.1,                   loopback
      64:ff9b::169.254.169.254,             link-local
      64:ff9b::10.0.0.1,                    private
      64:ff9b:1::808:808,                   private
      100::1,                               reserved
      2001::1,                              reserved
      2001:0:4136:e378:8000:63bf:3fff:fdd2, reserved
      2001:10::1,                           reserved
      2001:db8::1,                          documentation
      2002:7f00:1::1,                       loopback
      2002:a9fe:a9fe::,                     link-local
      2002:c0a8:101::1,                     private
      2606:4700::5efe:10.0.0.1,             private
      2606:4700::200:5efe:192.168.0.1,      private
      3fff::1,                              documentation
      5f00::1,                              reserved
      fc00::1,                              private
      fd00:ec2::254,                        private
      fdff::1,                              private
      fe80::1,                              link-local
      febf::1,                              link-local
      fec0::1,                              private
      ff02::1,                              multicast
      """)
  void addressOffThePublicInternetIsRefused(String address, String kind) {
    assertEquals(kind, AddressGuard.refusal(InetAddress.ofLiteral(address)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255",
      "100.128.0.0", "126.255.255.255", "128.0.0.0", "168.63.129.15", "168.63.129.17",
      "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.0.3.0",
      "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
      "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:200::1", "2001:4860:4860::8888",
      "2606:4700:4700::1111", "2606:4700::5efe:8.8.8.8", "2a00:1450::1", "::8.8.8.8",
      "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "2003::1", "fbff::1"})
  void addressOfThePublicInternetMayBeUsed(String address) {
    assertNull(AddressGuard.refusal(InetAddress.ofLiteral(address)));
  }

  @Test
  void ipv4InSixteenBytesIsJudgedAsIpv4AlsoWhenJavaDoesNotTurnItIntoOne() throws Exception {
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffa9fea9fe");
    assertEquals("link-local",
        AddressGuard.refusal(Inet6Address.getByAddress(null, mapped, -1)));
  }
}
