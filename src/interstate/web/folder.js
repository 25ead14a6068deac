// Browsers load neither modules nor data from a folder; the page says so instead of keeping silent.
if (location.protocol === "file:") {
  document.getElementById("status").textContent =
    "A page opened from a folder cannot load the engine. Serve the folder, with “interstate serve” or any web server, and open this page there.";
  document.getElementById("run").disabled = true;
}
