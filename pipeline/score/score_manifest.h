#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/output/output_file.h"
#include "pipeline/program/file_hashes.h"
#include "pipeline/score/calibration.h"
#include "pipeline/score/score.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Writes manifest.json into the folder of a scored index: its tables (`outputs`) and all files they are made of with their
/// SHA-256, options, what was noted, names of the tables that no city answers to, and shortcomings.
void write_manifest(const std::filesystem::path& folder, const std::vector<std::string>& outputs, const ScoreRequest& request,
    const ScoreResult& result, const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command);
/// Writes OUTPUT.manifest.json beside a calibration: the files it is made of, options, and what takes no part.
void commit_with_manifest(OutputFile& output, const CalibrationRequest& request, const CalibrationResult& result,
    const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command);

} // namespace cityflux
