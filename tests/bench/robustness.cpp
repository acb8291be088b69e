// Time of the robustness of an index of 4 domains and 20 indicators, with all six choices in doubt
// and Sobol indices.
//   bench_robustness [--benchmark_filter=REGEX] [--benchmark_format=json] ...
// Arguments of a case: cities, draws, indicators with intervals.
#include "pipeline/index/robustness.h"
#include "pipeline/index/counter_random.h"

#include <array>
#include <cmath>
#include <limits>

#include <benchmark/benchmark.h>

namespace cityflux {
namespace {

IndexDefinition index_of(std::size_t draws)
{
    IndexDefinition index;
    index.nodes.resize(5);
    for (std::size_t domain = 1; domain <= 4; ++domain) {
        index.nodes[0].children.push_back(domain);
        index.nodes[domain].parent = 0;
        index.nodes[domain].weight = 0.25;
    }
    constexpr std::array<std::size_t, 4> indicators { 5, 3, 5, 7 };
    for (std::size_t domain = 1; domain <= 4; ++domain) {
        for (std::size_t i = 0; i < indicators[domain - 1]; ++i) {
            IndexNode node;
            node.parent = domain;
            node.weight = 1.0 / static_cast<double>(indicators[domain - 1]);
            node.indicator = index.methods.size();
            index.nodes[domain].children.push_back(index.nodes.size());
            index.nodes.push_back(node);
            IndicatorMethod method;
            method.normalisation.upper = 100.0;
            index.methods.push_back(method);
            index.sources.emplace_back();
        }
    }
    index.labels.resize(index.nodes.size());
    index.doubts.draws = draws;
    index.doubts.normalisations = { Normalisation::Kind::min_max,
        Normalisation::Kind::percentile_rank, Normalisation::Kind::z_score };
    Treatment winsorise;
    winsorise.kind = Treatment::Kind::winsorise;
    Treatment tukey;
    tukey.kind = Treatment::Kind::tukey;
    index.doubts.treatments = { winsorise, tukey };
    index.doubts.missing_rules = { MissingRule::median, MissingRule::least };
    index.doubts.means = { Mean::geometric, Mean::harmonic };
    return index;
}

IndicatorValues values_of(std::size_t cities, std::size_t with_intervals)
{
    const CounterRandom random(1);
    IndicatorValues values;
    values.cities.resize(cities);
    values.values.resize(20);
    for (std::uint32_t i = 0; i < 20; ++i) {
        for (std::uint32_t city = 0; city < cities; ++city) {
            const auto [share, gap] = random.two({ i, city, 0, 0 });
            const double value
                = gap < 0.03 ? std::numeric_limits<double>::quiet_NaN() : 20.0 + 60.0 * share;
            const double reach = i < with_intervals ? 5.0 : 0.0;
            values.values[i].push_back({ value, value - reach, value + reach, {}, {} });
        }
    }
    return values;
}

void draw(benchmark::State& state)
{
    const IndexDefinition index = index_of(static_cast<std::size_t>(state.range(1)));
    const IndicatorValues values = values_of(
        static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(2)));
    for (auto _ : state) {
        const Robustness robustness = robustness_of(index, values);
        state.counters["runs"] = static_cast<double>(robustness.runs);
        benchmark::DoNotOptimize(robustness.rank_shift);
    }
}
BENCHMARK(draw)
    ->Args({ 35, 10'000, 2 })
    ->Args({ 35, 10'000, 20 })
    ->Args({ 3000, 1000, 2 })
    ->Args({ 3000, 1000, 20 })
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace cityflux

BENCHMARK_MAIN();
