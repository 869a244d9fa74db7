using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace OrleansAgents.Gateway;

/// <summary>The chat page: files that lie beside the program, wherever it is started from.</summary>
internal static class PageFiles
{
    /// <summary>Its modules belong together, so a browser asks for each whether it has changed, and a new version never meets files of the one before.</summary>
    private const string CacheControl = "no-cache";

    public static void UsePage(this IApplicationBuilder app)
    {
        PhysicalFileProvider files = new(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = static context => context.Context.Response.Headers[HeaderNames.CacheControl] = CacheControl,
        });
    }
}
