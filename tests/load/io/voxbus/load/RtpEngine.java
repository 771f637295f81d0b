package io.voxbus.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** rtpengine in user space, for comparison: told by its control protocol to relay between two and two phones. */
final class RtpEngine {
  private static final Path PROGRAM = Path.of("/usr/bin/rtpengine");
  private static final int CONTROL = NodeProcess.PORT + 6;
  private static final int TRIES = 50;
  private static final Pattern PORT = Pattern.compile("m=audio (\\d+) ");

  private RtpEngine() {}

  /** Whether Debian's rtpengine-daemon is installed. */
  static boolean isThere() {
    return Files.isExecutable(PROGRAM);
  }

  static Process start(Path folder) throws IOException {
    Process running = new ProcessBuilder("taskset", "-c", "1", PROGRAM.toString(),
        "--interface=127.0.0.1", "--listen-ng=127.0.0.1:" + CONTROL, "--port-min=23000",
        "--port-max=25999", "--table=-1", "--foreground", "--num-threads=2", "--log-level=3",
        "--pidfile=" + folder.resolve("rtpengine.pid")).directory(folder.toFile())
        .redirectErrorStream(true).redirectOutput(folder.resolve("rtpengine.log").toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(running::destroyForcibly));
    return running;
  }

  /** @return where the phones at these two ports send to */
  static int[] join(String call, int one, int other) throws IOException {
    String toOther = ask("offer", call, Map.of("from-tag", "a", "sdp", sdp(one)));
    String toOne = ask("answer", call, Map.of("from-tag", "a", "to-tag", "b", "sdp", sdp(other)));
    return new int[]{port(toOne), port(toOther)};
  }

  private static int port(String answer) throws IOException {
    Matcher port = PORT.matcher(answer);
    if (!port.find()) {
      throw new IOException("rtpengine says " + answer);
    }
    return Integer.parseInt(port.group(1));
  }

  private static String sdp(int port) {
    return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
        + port
        + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
  }

  /** A dictionary in bencoding behind a cookie; it may not listen yet. */
  private static String ask(String command, String call, Map<String, String> more)
      throws IOException {
    Map<String, String> all = new TreeMap<>(more);
    all.put("command", command);
    all.put("call-id", call);
    StringBuilder text = new StringBuilder(call + command + " d");
    all.forEach((key, value) -> List.of(key, value)
        .forEach(one -> text.append(one.length()).append(':').append(one)));
    byte[] question = text.append('e').toString().getBytes(StandardCharsets.UTF_8);
    byte[] answer = new byte[8192];
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      socket.setSoTimeout(200);
      for (int i = 0; i < TRIES; i++) {
        socket.send(new DatagramPacket(question, question.length,
            new InetSocketAddress("127.0.0.1", CONTROL)));
        DatagramPacket heard = new DatagramPacket(answer, answer.length);
        try {
          socket.receive(heard);
          return new String(answer, 0, heard.getLength(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
          // once more
        }
      }
    }
    throw new IOException("rtpengine does not answer");
  }
}
