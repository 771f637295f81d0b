package io.voxbus.bus;

import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How records are written: a member of a sealed family is named by its record in lower camel case, and every field
 * is also read in snake case.
 */
final class RecordNames extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1;

  static String camel(Class<?> record) {
    String name = record.getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated type) {
    Class<?>[] members = type.getRawType().getPermittedSubclasses();
    return members == null
        ? super.findSubtypes(type)
        : Arrays.stream(members).map(member -> new NamedType(member, camel(member))).toList();
  }

  @Override
  public @Nullable String findTypeName(AnnotatedClass type) {
    return type.getRawType().isRecord() ? camel(type.getRawType()) : super.findTypeName(type);
  }

  @Override
  public @Nullable List<PropertyName> findPropertyAliases(Annotated property) {
    List<PropertyName> declared = super.findPropertyAliases(property);
    String name = componentName(property);
    if (name == null) {
      return declared;
    }
    List<PropertyName> aliases = new ArrayList<>(declared == null ? List.of() : declared);
    aliases.add(PropertyName.construct(snake(name)));
    if (declared != null) {
      declared.forEach(alias -> aliases.add(PropertyName.construct(snake(alias.getSimpleName()))));
    }
    return aliases;
  }

  private static @Nullable String componentName(Annotated property) {
    if (!(property instanceof AnnotatedParameter parameter)) {
      return null;
    }
    Class<?> owner = parameter.getDeclaringClass();
    return owner.isRecord() && parameter.getIndex() < owner.getRecordComponents().length
        ? owner.getRecordComponents()[parameter.getIndex()].getName()
        : null;
  }
}
