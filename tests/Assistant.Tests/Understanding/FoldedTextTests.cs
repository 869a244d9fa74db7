using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Understanding;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("幫我規劃週末從上海去蘇州的旅行", "帮我规划周末从上海去苏州的旅行")]
    [InlineData("紅燒肉要準備哪些東西，預算貳佰圓", "红烧肉要准备哪些东西，预算贰佰圆")]
    [InlineData("ＡＢＣ１２３", "abc123")]
    [InlineData("乾隆", "乾隆")]
    public void Text_IsFoldedCharacterByCharacter(string text, string folded) => Assert.Equal(folded, FoldedText.Fold(text));
}
