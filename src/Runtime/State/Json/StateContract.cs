using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Orleans.Storage;

/// <summary>
/// Completes what System.Text.Json finds on a state class by what grain code relies on: members with [Id] that are not public, private
/// setters, get-only and readonly members, and classes without a public constructor.
/// </summary>
internal static class StateContract
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>True for the platform's own types, whose contracts are complete as they are.</summary>
    public static bool IsForeign(Type type) => type.Namespace is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));

    public static void Complete(JsonTypeInfo contract)
    {
        if (contract.Kind != JsonTypeInfoKind.Object || IsForeign(contract.Type))
        {
            return;
        }

        var constructor = BoundConstructor(contract);
        CompleteFound(contract, constructor);
        AddMarked(contract);
        ChooseCreation(contract, constructor);
    }

    /// <summary>Makes every stored member settable, and drops what is only computed: it could not be read back.</summary>
    private static void CompleteFound(JsonTypeInfo contract, ConstructorInfo? constructor)
    {
        for (var i = contract.Properties.Count - 1; i >= 0; i--)
        {
            var property = contract.Properties[i];

            // A class that grew a required member must still read its older records.
            property.IsRequired = false;
            if (property.AttributeProvider is { } member && member.IsDefined(typeof(NonSerializedAttribute), inherit: false))
            {
                contract.Properties.RemoveAt(i);
                continue;
            }

            if (property.Set is not null || property.Get is null || property.IsExtensionData)
            {
                continue;
            }

            if (Setter(property.AttributeProvider) is { } set)
            {
                property.Set = set;
            }
            else if (!IsParameter(constructor, property.Name))
            {
                contract.Properties.RemoveAt(i);
            }
        }
    }

    private static void AddMarked(JsonTypeInfo contract)
    {
        var known = contract.Properties.Select(static property => property.AttributeProvider).OfType<MemberInfo>()
            .Select(static member => (member.DeclaringType, member.Name)).ToHashSet();
        var names = contract.Properties.Select(static property => property.Name).ToHashSet(StringComparer.Ordinal);
        for (var level = contract.Type; level is not null && !IsForeign(level); level = level.BaseType)
        {
            foreach (var member in level.GetMembers(Declared))
            {
                if (!IsMarked(member) || known.Contains((member.DeclaringType, member.Name)) || Getter(member) is not { } get || Setter(member) is not { } set)
                {
                    continue;
                }

                // Private members of a base and of a derived class may share a name; the base's is then told apart by its class.
                var name = names.Add(member.Name) ? member.Name : $"{level.Name}.{member.Name}";
                names.Add(name);
                var property = contract.CreateJsonPropertyInfo(TypeOf(member), name);
                property.Get = get;
                property.Set = set;
                property.AttributeProvider = member;
                contract.Properties.Add(property);
            }
        }
    }

    /// <summary>
    /// A parameterless constructor comes first, whatever its accessibility; then a constructor whose parameters are all members, such as
    /// that of a record; else the object is made without one, as the binary codecs do.
    /// </summary>
    private static void ChooseCreation(JsonTypeInfo contract, ConstructorInfo? constructor)
    {
        var type = contract.Type;
        if (type.IsAbstract || type.IsValueType || contract.CreateObject is not null)
        {
            return;
        }

        if (type.GetConstructor(Declared, Type.EmptyTypes) is { } parameterless)
        {
            contract.CreateObject = () => parameterless.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
        }
        else if (constructor is null || !constructor.GetParameters().All(parameter => Binds(contract, parameter)))
        {
            contract.CreateObject = () => RuntimeHelpers.GetUninitializedObject(type);
        }
    }

    private static ConstructorInfo? BoundConstructor(JsonTypeInfo contract)
        => contract.ConstructorAttributeProvider as ConstructorInfo is { } found && found.GetParameters().Length > 0 ? found : null;

    private static bool IsParameter(ConstructorInfo? constructor, string name)
        => constructor?.GetParameters().Any(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase)) ?? false;

    private static bool Binds(JsonTypeInfo contract, ParameterInfo parameter)
        => contract.Properties.Any(property => property.PropertyType == parameter.ParameterType && string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));

    private static bool IsMarked(MemberInfo member)
        => member is FieldInfo or PropertyInfo { CanRead: true }
            && member.IsDefined(typeof(IdAttribute), inherit: false)
            && !member.IsDefined(typeof(NonSerializedAttribute), inherit: false)
            && member.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always };

    private static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    private static Func<object, object?>? Getter(MemberInfo member) => member switch
    {
        FieldInfo field => field.GetValue,
        PropertyInfo property when property.GetMethod is { } get => instance => get.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, null, null),
        _ => null,
    };

    /// <summary>How to set a member: by its setter, else by the field that the compiler made for it; null for a computed one.</summary>
    private static Action<object, object?>? Setter(ICustomAttributeProvider? member) => member switch
    {
        FieldInfo field => field.SetValue,
        PropertyInfo property when property.SetMethod is { } set => (instance, value) => set.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, [value], null),
        PropertyInfo property when property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", Declared) is { } field => field.SetValue,
        _ => null,
    };
}
