package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchUrlTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
      http://H.Test            | h.test      | 80   | false | /            | -
      HTTPS://h/a%20b.wav?x=1  | h           | 443  | true  | /a%20b.wav?x=1 | -
      http://h:8080/ü.wav#frag | h           | 8080 | false | /%C3%BC.wav  | -
      http://[::1]:81/a        | ::1         | 81   | false | /a           | -
      http://u:p%40w@h/        | h           | 80   | false | /            | u:p@w
      http://h?x               | h           | 80   | false | /?x          | -
      """)
  void urlIsTakenApartOnce(String url, String host, int port, boolean secure, String path,
      String userInfo) {
    FetchUrl taken = FetchUrl.of(url);
    assertEquals(new FetchUrl(taken.uri(), host, port, secure, path, userInfo), taken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello.wav", "file:///etc/passwd", "ftp://h/a", "gopher://h/_a",
      "http:///a", "http://", "http:h", "http://h:0/", "http://h:65536/", "http://a b/",
      "http://h\\@evil/", "http://my_host/", "jar:http://h!/a", "http://h/\r\nX: y"})
  void whatIsNoHttpUrlIsABadRequest(String url) {
    assertEquals(400, assertThrows(FetchFailed.class, () -> FetchUrl.of(url)).code());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      http://h/a/b?c | d              | http://h/a/d
      http://h       | d              | http://h/d
      http://h/a/b   | /d             | http://h/d
      http://h/a     | //i/d          | http://i/d
      https://h/a    | http://i:81/d  | http://i:81/d
      """)
  void locationIsResolved(String url, String location, String target) {
    assertEquals(target, FetchUrl.of(url).resolve(location).text());
  }

  @ParameterizedTest
  @CsvSource({"media.test,true", "MEDIA.test.,true", "a.cdn.test,true", "cdn.test,false",
      "xmedia.test,false", "media.test.evil,false", "evilcdn.test,false"})
  void allowListNamesHostsAndDomains(String host, boolean allowed) {
    assertEquals(allowed,
        FetchUrl.of("http://" + host + "/").isOneOf(List.of("Media.test", "*.cdn.test")));
  }
}
