{{/* "true" where objects of the Prometheus operator are wanted. */}}
{{- define "agentgateway.operator" -}}
{{- $has := .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor" -}}
{{- if or (eq .Values.monitoring.prometheusOperator "always") (and $has (eq .Values.monitoring.prometheusOperator "auto")) -}}
true
{{- end -}}
{{- end -}}

{{- define "agentgateway.operatorLabels" -}}
app.kubernetes.io/name: agentgateway
{{- with .Values.monitoring.release }}
release: {{ . }}
{{- end }}
{{- with .Values.monitoring.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
