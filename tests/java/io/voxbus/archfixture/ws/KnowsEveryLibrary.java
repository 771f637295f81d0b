package io.voxbus.archfixture.ws;

import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.hazelcast.map.IMap;
import com.jcraft.jorbis.Info;
import com.sun.speech.freetts.Voice;
import com.zaxxer.hikari.HikariDataSource;
import edu.cmu.sphinx.result.Result;
import gov.nist.javax.sip.SipStackImpl;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.reactivex.rxjava3.core.Flowable;
import io.vertx.ext.web.Router;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import javazoom.jl.decoder.Decoder;
import javax.sip.SipStack;
import org.bouncycastle.tls.DTLSTransport;
import org.jflac.FLACDecoder;
import org.jitsi.srtp.SrtpPolicy;
import org.vosk.Model;
import picocli.CommandLine;

/** Breaks the rule that each library has one home. */
public final class KnowsEveryLibrary {
  YAMLMapper yaml;
  IMap<String, String> map;
  HazelcastClusterManager manager;
  Info vorbis;
  Voice voice;
  Result result;
  OpusEncoder opus;
  PrometheusMeterRegistry registry;
  Flowable<String> flow;
  OrtSession onnx;
  Model vosk;
  WhisperJNI whisper;
  Decoder mp3;
  FLACDecoder flac;
  SrtpPolicy srtp;
  CommandLine line;
  Router router;
  HikariDataSource pool;
  SipStack sip;
  SipStackImpl jain;
  DTLSTransport dtls;
}
