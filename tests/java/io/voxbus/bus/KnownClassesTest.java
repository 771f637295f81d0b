package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.databind.util.TypeKey;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What JSON keeps of the classes that it has read and written, and what it forgets with their code. */
class KnownClassesTest {
  /** Stands for something that a component keeps. */
  record Kept(String name) {}

  private final URLClassLoader old = new URLClassLoader(new URL[]{
      KnownClassesTest.class.getProtectionDomain().getCodeSource().getLocation()}, null);
  private final KnownClasses known = new KnownClasses();
  private final JsonMapper mapper = JsonMapper.builder().cacheProvider(known).build();

  @AfterEach
  void close() throws Exception {
    old.close();
  }

  @Test
  void whatIsForgottenIsOfThatCodeAlone() throws Exception {
    Class<?> before = old.loadClass(Kept.class.getName());
    assertNotSame(Kept.class, before);
    LookupCache<Object, JavaType> types = known.forTypeFactory();
    LookupCache<TypeKey, Integer> keys = cast(known.forSerializerCache(
        mapper.getSerializationConfig()));
    Stream.of(Kept.class, before).forEach(type -> {
      types.put(type, mapper.constructType(type));
      types.put("list of " + type.hashCode(),
          mapper.getTypeFactory().constructCollectionType(List.class, type));
      types.put("set of " + type.hashCode(),
          mapper.getTypeFactory().constructParametricType(Stream.class, type));
      keys.put(new TypeKey(type, false), 1);
      keys.put(new TypeKey(mapper.constructType(type), true), 1);
    });

    known.forget(old, () -> {
      types.clear();
      keys.clear();
    });
    assertEquals(Set.of(Kept.class, "list of " + Kept.class.hashCode(),
        "set of " + Kept.class.hashCode()), keysOf(types));
    assertEquals(2, keys.size());
    types.clear();
    assertEquals(0, types.size());
  }

  @Test
  void itGoesOnReadingAndWritingBoth() throws Exception {
    Class<?> before = old.loadClass(Kept.class.getName());
    for (Class<?> type : List.of(Kept.class, before)) {
      assertEquals("{\"name\":\"a\"}", again(type));
    }
    known.forget(old, mapper::clearCaches);
    for (Class<?> type : List.of(Kept.class, before)) {
      assertEquals("{\"name\":\"a\"}", again(type));
    }
  }

  private String again(Class<?> type) throws Exception {
    return mapper.writeValueAsString(mapper.readValue("{\"name\":\"a\"}", type));
  }

  private static Set<Object> keysOf(LookupCache<Object, JavaType> cache) {
    Set<Object> keys = new HashSet<>();
    cache.contents((key, value) -> keys.add(key));
    return keys;
  }

  @SuppressWarnings("unchecked")
  private static <K, V> LookupCache<K, V> cast(LookupCache<?, ?> cache) {
    return (LookupCache<K, V>) cache;
  }
}
