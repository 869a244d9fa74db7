using System.Buffers;
using System.Collections.Frozen;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// The part of an English word that its forms share: "repairs", "repaired" and "repairing" are one word for the router, "broke" is "break", "colour" is "color". A stem need not be a word
/// ("make" is "mak"); it only has to be the same for all forms and, as far as rules can tell, another for other words. What derives words from words ("baker", "unlock") is left to
/// <see cref="Thesaurus"/>, which asks for it only where it knows no better ("shower" is no "show").
/// </summary>
internal static class WordStem
{
    /// <summary>A longer word is kept as it is.</summary>
    public const int LengthMax = 32;

    /// <summary>Forms that no rule gives, each after the word that they belong to.</summary>
    private const string Irregular =
        "be am is are was were been;have has had;do does doing did done;go goes going went gone;get got gotten;make made;take took taken;give gave given;come came;see saw seen;know knew known;think thought;"
        + "say said;tell told;find found;buy bought;bring brought;teach taught;catch caught;fight fought;seek sought;sell sold;hold held;keep kept;leave left;feel felt;lose lost;pay paid;send sent;"
        + "spend spent;lend lent;bend bent;build built;burn burnt;learn learnt;mean meant;meet met;feed fed;lead led;bleed bled;breed bred;break broke broken;speak spoke spoken;steal stole stolen;"
        + "freeze froze frozen;choose chose chosen;wear wore worn;tear tore torn;swear swore sworn;drive drove driven;ride rode ridden;write wrote written;rise rose risen;eat ate eaten;"
        + "fall fell fallen;fly flew flown;grow grew grown;throw threw thrown;draw drew drawn;show shown;begin began begun;drink drank drunk;ring rang rung;sing sang sung;sink sank sunk;"
        + "swim swam swum;run ran;hang hung;stick stuck;sting stung;swing swung;dig dug;win won;sit sat;stand stood;understand understood;sleep slept;sweep swept;weave wove woven;"
        + "wake woke woken;forget forgot forgotten;hide hid hidden;bite bit bitten;shoot shot;shake shook shaken;sew sewn;sow sown;mow mown;saw sawn;hear heard;light lit;slide slid;grind ground;"
        + "wind wound;bind bound;use used using;die dying;lie lying;tie tying;dye dyeing;news news;lens lens lenses;"
        + "tooth teeth;foot feet;goose geese;mouse mice;louse lice;man men;woman women;child children kid kids;person people;knife knives;life lives;wife wives;leaf leaves;loaf loaves;shelf shelves;"
        + "half halves;calf calves;wolf wolves;thief thieves;scarf scarves;hoof hooves;ox oxen;box boxes;gas gases;bus buses;glass glasses;"
        + "good better best;bad worse worst;tyre tire;grey gray;cheque check;plough plow;mum mom;programme program;theatre theater;centre center;metre meter;litre liter;kerb curb;"
        + "yoghurt yogurt;aeroplane airplane;catalogue catalog;storey story;moustache mustache;pyjamas pajamas;draught draft;mould mold;jewellery jewelry;jeweller jeweler;aluminium aluminum";

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    private static readonly FrozenDictionary<string, string> Regular = Irregular.Split(';')
        .Select(static line => line.Split(' '))
        .SelectMany(static forms => forms.Skip(1).Select(form => (Form: form, Word: forms[0])))
        .DistinctBy(static pair => pair.Form)
        .ToFrozenDictionary(static pair => pair.Form, static pair => pair.Word, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> RegularOf = Regular.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Writes the stem of a folded word.</summary>
    /// <param name="word">The word, lower case.</param>
    /// <param name="stem">Room for <see cref="LengthMax"/> characters.</param>
    /// <returns>The stem, in <paramref name="stem"/>; the word itself if it is too long or short to have one.</returns>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> word, Span<char> stem)
    {
        if (word.Length > LengthMax)
        {
            return word;
        }

        if (word.Length > 2 && word[^2] == '\'' && word[^1] == 's')
        {
            word = word[..^2];
        }

        var isIrregular = RegularOf.TryGetValue(word, out var regular);
        word = isIrregular ? regular : word;
        word.CopyTo(stem);
        return stem[..Trim(stem, isIrregular || word.Length < 4 ? word.Length : Uninflected(word))];
    }

    /// <summary>How long a word is without the endings of plurals and of verbs.</summary>
    private static int Uninflected(ReadOnlySpan<char> word)
    {
        if (word.EndsWith("ies") || word.EndsWith("ied"))
        {
            return word.Length > 4 ? word.Length - 2 : word.Length - 1;
        }

        if (word.EndsWith("sses") || word.EndsWith("xes") || word.EndsWith("ches") || word.EndsWith("shes") || word.EndsWith("zes"))
        {
            return word.Length - 2;
        }

        if (word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i'))
        {
            word = word[..^1];
        }

        if (word.EndsWith("ing") && word.Length >= 6 && HasVowel(word[..^3]))
        {
            return word.Length - 3;
        }

        return word.EndsWith("ed") && word.Length >= 5 && word[^3] != 'e' && HasVowel(word[..^2]) ? word.Length - 2 : word.Length;
    }

    /// <summary>Makes "hir", "hire" and "hirr" one: the last consonant once, no silent e, i for y, American spelling.</summary>
    private static int Trim(Span<char> word, int length)
    {
        if (length > 3 && word[length - 1] == 'e')
        {
            length--;
        }

        if (length > 3 && word[length - 1] == word[length - 2] && !IsVowel(word[length - 1]))
        {
            length--;
        }

        if (length > 2 && word[length - 1] == 'y' && !IsVowel(word[length - 2]))
        {
            word[length - 1] = 'i';
        }

        if (length > 4 && word[length - 1] == 's' && word[length - 2] == 'i')
        {
            word[length - 1] = 'z';
        }

        if (length > 4 && word[length - 1] == 'r' && word[length - 2] == 'u' && word[length - 3] == 'o')
        {
            word[length - 2] = 'r';
            length--;
        }

        return length;
    }

    private static bool HasVowel(ReadOnlySpan<char> word) => word.ContainsAny(Vowels);

    private static bool IsVowel(char letter) => Vowels.Contains(letter);
}
