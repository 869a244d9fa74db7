using System.Runtime.CompilerServices;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

[Promise("S4")]
[Promise("S9")]
public sealed class ExceptionTests
{
    private static readonly CodecCatalog Sender = Build(builder =>
    {
        builder.AddCodec(catalog => new OutOfStockExceptionCodec(catalog));
        builder.AddException(typeof(PlainException));
    });

    [Fact]
    public void BaseLibraryException_KeepsTypeMessageHResultInnerDataAndStackTrace()
    {
        var thrown = Throw(new InvalidOperationException("outer", Throw(new TimeoutException("inner"))));
        thrown.Data["order"] = 42;
        thrown.Data["when"] = new DateTime(2026, 1, 1);
        thrown.Data["not sent"] = new object();
        thrown.HResult = 123;

        var read = Assert.IsType<InvalidOperationException>(Known.RoundTrip<Exception>(thrown));

        Assert.Equal("outer", read.Message);
        Assert.Equal(123, read.HResult);
        Assert.Equal(42, read.Data["order"]);
        Assert.Equal(new DateTime(2026, 1, 1), read.Data["when"]);
        Assert.Equal(2, read.Data.Count);
        var inner = Assert.IsType<TimeoutException>(read.InnerException);
        Assert.Equal("inner", inner.Message);
        Assert.Contains(nameof(Throw), read.StackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(Throw), inner.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_ThrownAgain_ShowsRemoteFramesBeforeLocalOnes()
    {
        var read = Known.RoundTrip<Exception>(Throw(new TimeoutException("far")));
        var text = ThrowHere(read).ToString();
        Assert.True(text.IndexOf(nameof(Throw) + "(", StringComparison.Ordinal) < text.IndexOf(nameof(ThrowHere), StringComparison.Ordinal), text);
        Assert.Contains(nameof(Throw) + "(", Known.RoundTrip(read).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_ThatAreComposed_AreNotComposedTwice()
    {
        Exception[] exceptions =
        [
            new ArgumentException("bad", "name"), new ArgumentNullException("name"), new ArgumentOutOfRangeException("name", 42, "bad"), new ObjectDisposedException("name"),
            new AggregateException("many", new TimeoutException("a"), new TimeoutException("b")), new FileNotFoundException("gone", "f"), new TaskCanceledException(),
            new InvalidOperationException(), new System.Net.Sockets.SocketException(10061), new KeyNotFoundException("k"),
        ];
        foreach (var exception in exceptions)
        {
            var read = Known.RoundTrip(exception);
            Assert.Equal(exception.GetType(), read.GetType());
            Assert.Equal(exception.Message, read.Message);
            Assert.Equal(exception.Message, Known.RoundTrip(read).Message);
        }

        Assert.Equal("name", ((ArgumentException)Known.RoundTrip(exceptions[0])).ParamName);
        Assert.Equal(42, ((ArgumentOutOfRangeException)Known.RoundTrip(exceptions[2])).ActualValue);
        Assert.Equal("name", ((ObjectDisposedException)Known.RoundTrip(exceptions[3])).ObjectName);
        Assert.Equal(["a", "b"], ((AggregateException)Known.RoundTrip(exceptions[4])).InnerExceptions.Select(e => e.Message));
    }

    [Fact]
    public void RegisteredException_IsMadeAgainWithoutItsConstructor()
    {
        var read = Assert.IsType<PlainException>(Sender.RoundTrip<Exception>(new PlainException(3)));
        Assert.Equal("3 of them", read.Message);
        Assert.Equal(0, read.Count);
    }

    [Fact]
    public void ExceptionWithCodec_KeepsItsMembers()
    {
        var read = Assert.IsType<OutOfStockException>(Sender.RoundTrip<Exception>(Throw(new OutOfStockException("sku", new TimeoutException()))));
        Assert.Equal("sku", read.Sku);
        Assert.Equal("no stock of sku", read.Message);
        Assert.IsType<TimeoutException>(read.InnerException);
        Assert.Contains(nameof(Throw), read.StackTrace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void UnknownException_BecomesTheFallback_WithNameAndText(bool withCodec)
    {
        Exception sent = withCodec ? new OutOfStockException("sku", new PlainException(1)) : new PlainException(1);
        sent.Data["key"] = "value";
        var read = Assert.IsType<UnavailableExceptionFallbackException>(Known.Read<Exception>(Sender.Write(Throw(sent))));
        Assert.Equal(sent.GetType().FullName, read.ExceptionType);
        Assert.Equal(withCodec ? "no stock" : "1 of them", read.Message);
        Assert.Equal("value", read.Properties["key"]);
        Assert.Contains(nameof(Throw), read.ToString(), StringComparison.Ordinal);
        Assert.Contains(sent.GetType().FullName!, read.ToString(), StringComparison.Ordinal);
        if (withCodec)
        {
            Assert.Equal(typeof(PlainException).FullName, Assert.IsType<UnavailableExceptionFallbackException>(read.InnerException).ExceptionType);
        }

        var again = Assert.IsType<UnavailableExceptionFallbackException>(Known.RoundTrip<Exception>(read));
        Assert.Equal((read.ExceptionType, read.Message), (again.ExceptionType, again.Message));
    }

    [Fact]
    public void UnregisteredException_IsSentByName()
    {
        var read = Assert.IsType<UnavailableExceptionFallbackException>(Known.RoundTrip<Exception>(new GenericException<Models.Stranger>("m")));
        Assert.Contains("GenericException", read.ExceptionType, StringComparison.Ordinal);
        Assert.Equal("m", read.Message);
    }

    [Fact]
    public void Exception_WithEndlessParts_IsSentShortened()
    {
        Exception deep = new TimeoutException("bottom");
        for (var i = 0; i < 1000; i++)
        {
            deep = new InvalidOperationException("level", deep);
        }

        deep.Data["0"] = 0;
        for (var i = 1; i < 1000; i++)
        {
            deep.Data[$"{i}"] = i;
        }

        var read = Known.RoundTrip(deep);
        Assert.Equal("level", read.InnerException!.InnerException!.Message);
        Assert.Equal(64, read.Data.Count);
    }

    /// <summary>Writing the text of such exceptions would never end.</summary>
    [Fact]
    public void InnerExceptions_ThatShareOrCycle_AreCut()
    {
        Exception shared = new TimeoutException("leaf");
        for (var i = 0; i < 60; i++)
        {
            shared = new AggregateException(shared, shared);
        }

        Assert.True(Known.RoundTrip(shared).ToString().Length < 1_000_000);

        var cycle = Message(w =>
        {
            var outer = w.BeginObject(0);
            w.WriteString(0, "self");
            w.WriteBytes(20, []);
            w.WriteRaw([(3 << 3) | (int)WireType.Reference, 0]);
            w.EndObject(outer);
        });
        var read = Known.Read<Exception>(cycle);
        Assert.Null(read.InnerException);
        Assert.Contains("self", read.ToString(), StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exception Throw(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exception ThrowHere(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }

    private sealed class PlainException(int count) : Exception($"{count} of them")
    {
        public int Count { get; } = count;
    }

    private sealed class GenericException<T>(string message) : Exception(message)
    {
        public T? Value { get; }
    }

    private sealed class OutOfStockException(string sku, Exception inner) : Exception("no stock", inner)
    {
        public string Sku { get; set; } = sku;

        public override string Message => base.Message + " of " + Sku;
    }

    private sealed class OutOfStockExceptionCodec(CodecCatalog catalog) : ObjectCodec<OutOfStockException>(catalog)
    {
        public override void WriteMembers(Writer writer, OutOfStockException value)
        {
            Catalog.GetObject<Exception>().WriteMembers(writer, value);
            writer.WriteEndBase();
            writer.WriteString(0, value.Sku);
        }

        public override void ReadMembers(Reader reader, OutOfStockException value)
        {
            Catalog.GetObject<Exception>().ReadMembers(reader, value);
            while (reader.TryReadField(out var field))
            {
                switch (field.Id)
                {
                    case 0: value.Sku = reader.ReadString(field)!; break;
                    default: reader.Skip(field); break;
                }
            }
        }

        public override void CopyMembers(OutOfStockException from, OutOfStockException to, CopyContext context) => throw new NotSupportedException();

        protected override OutOfStockException Create() => (OutOfStockException)RuntimeHelpers.GetUninitializedObject(typeof(OutOfStockException));
    }
}
