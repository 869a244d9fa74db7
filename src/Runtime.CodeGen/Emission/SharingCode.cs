using System.Linq;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Emission;

/// <summary>
/// Writes a codec's answer to whether its values are immutable. Where it depends on codecs of other assemblies these are asked once.
/// Types may contain each other across assemblies through type arguments; whoever is asked while it is asking says no, which
/// costs a copy and is never wrong.
/// </summary>
internal static class SharingCode
{
    public static void Write(CodeWriter code, Sharing sharing)
    {
        if (!sharing.IsPossible) return;
        if (sharing.IsAlways)
        {
            code.Line("public override bool IsShareable => true;");
            return;
        }

        code.Line("private const int Unknown = 0, Asking = 1, Shareable = 2, Mutable = 3;");
        code.Line("private int _sharing;");
        code.Line("public override bool IsShareable => _sharing == Shareable || (_sharing == Unknown && AskWhetherShareable());");
        code.Block("private bool AskWhetherShareable()", () =>
        {
            code.Line("_sharing = Asking;");
            code.Line($"var isShareable = {string.Join(" && ", sharing.AskedTypes.Select(static t => $"Catalog.Get<{t}>().IsShareable"))};");
            code.Line("_sharing = isShareable ? Shareable : Mutable;");
            code.Line("return isShareable;");
        });
    }
}
