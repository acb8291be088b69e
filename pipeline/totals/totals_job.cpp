#include "pipeline/totals/totals_job.h"

#include "pipeline/program/memory_budget.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/progress_bar.h"
#include "pipeline/table/totals_writer.h"
#include "pipeline/totals/totals_manifest.h"

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the extent of a closure: "grid" or "N of M tiles".
std::string extent_of(const Closure& closure)
{
    return closure.tiles_read == closure.tiles
        ? std::string("grid")
        : fmt::format("{} of {} tiles", closure.tiles_read, closure.tiles);
}

void say_closure(const TotalsResult& result)
{
    for (std::size_t l = 0; l < result.layers.size() && l < most_lines; ++l) {
        const LayerReport& layer = result.layers[l];
        const Closure& c = layer.closure;
        inform(fmt::format("closure of {} {} '{}' {}: {} {:.2f} t = cities {:.2f} + outside {:.2f} "
                           "- overlap {:.2f} (residual {:.1e}){}",
            layer.inventory, layer.species, layer.sector, layer.period.text(), extent_of(c),
            c.grid_t, c.cities_t, c.outside_t, c.overlap_t, c.residual(),
            layer.declared_t ? fmt::format("; the file declares {:.2f} t", *layer.declared_t)
                             : std::string()));
    }
    if (result.layers.size() > most_lines) {
        inform(
            fmt::format("and {} more layers, in the manifest", result.layers.size() - most_lines));
    }
}

} // namespace

void say_proxy(const TotalsResult& result)
{
    const ProxyReport& proxy = *result.proxy;
    double with_t = 0.0;
    double without_t = 0.0;
    for (const LayerReport& layer : result.layers) {
        for (const WithAndWithout& city : layer.proxied) {
            with_t += city.with_t;
            without_t += city.without_t;
        }
    }
    inform(fmt::format(
        "proxy {}: city totals {:.2f} t with it, {:.2f} t by area", proxy.path, with_t, without_t));
    if (proxy.use.by_area() > 0) {
        warn(fmt::format("proxy {}: {} of {} partly covered cells are allocated by area: the proxy "
                         "is 0 in {}, {} extend beyond its grid",
            proxy.path, proxy.use.by_area(), proxy.use.cells, proxy.use.without_proxy,
            proxy.use.off_proxy));
    }
    if (proxy.negative_pixels > 0) {
        warn(fmt::format(
            "proxy {}: {} pixels are negative and count as 0", proxy.path, proxy.negative_pixels));
    }
}

TotalsResult do_job(const TotalsJob& job)
{
    ProgressBar bar(job.shows_progress);
    return make_totals(
        job.request, job.catalogue, job.cities, [&](double share) { bar.show(share); });
}

void write_job(const TotalsRequest& request, const TotalsResult& result, const std::string& output,
    const Provenance& provenance)
{
    OutputFile file(output);
    write_totals(result.table, provenance.cities, file);
    commit_with_manifest(file, request, result, provenance);
}

void say_memory(std::size_t memory_bytes, const std::string& kept)
{
    const std::size_t most = most_resident_bytes();
    if (most > memory_bytes + memory_of_program) {
        warn({ .code = ProblemCode::insufficient,
            .subject = named(
                Setting::memory, fmt::format("{:.0f}MB", static_cast<double>(memory_bytes) / 1e6)),
            .problem
            = fmt::format("insufficient memory: the run used {:.0f} MB, of which {:.0f} MB "
                          "are the program's own ({})",
                static_cast<double>(most) / 1e6, static_cast<double>(memory_of_program) / 1e6,
                kept),
            .remedy
            = { "select fewer cities at a time (", named(Setting::only), ") or fewer layers (",
                named(Setting::sectors), ", ", named(Setting::periods), ")" } });
    }
}

void say_job(const TotalsJob& job, const TotalsResult& result)
{
    say_oddities(job.cities.list, result.files);
    say_shortcomings(result.shortcomings);
    say_closure(result);
    say_memory(job.request.memory_bytes, "outlines, coverage and rows are kept to the end");
    if (result.proxy) {
        say_proxy(result);
    }
    if (job.request.edge == EdgeRule::fill) {
        inform(fmt::format(
            "filling of partly covered cells moved {:.2f} t into cities", result.moved_by_fill_t));
    }
}

} // namespace cityflux
